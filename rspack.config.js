// Adds to JupyterLab's builder: scripts and styles go out small, every licence is listed.
const fs = require('fs');
const path = require('path');
const rspack = require('@rspack/core');

/** The builder's way to load styles brings 2 kB of code along; a style element needs none. */
class PlainStyles {
  apply(compiler) {
    const { rules } = compiler.options.module;
    const styles = rules.find(rule => rule?.use?.includes?.('style-loader'));
    if (!styles) {
      throw new Error('The builder loads styles in another way than before.');
    }
    styles.use = [path.join(__dirname, 'scripts/style-loader.js')];
  }
}

/** The builder's list of licences passes over what is merged into another module. */
class EveryLicence {
  apply(compiler) {
    const folders = new Set();
    compiler.hooks.compilation.tap('EveryLicence', compilation => {
      compilation.hooks.finishModules.tap('EveryLicence', modules => {
        for (const { resource } of modules) {
          const found = /^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(
            resource ?? ''
          );
          if (found) {
            folders.add(found[0]);
          }
        }
      });
    });
    compiler.hooks.afterEmit.tap('EveryLicence', ({ outputOptions }) => {
      const list = path.join(outputOptions.path, 'third-party-licenses.json');
      const packages = [...folders].map(licenceOf);
      packages.sort((a, b) => (a.name < b.name ? -1 : 1));
      fs.writeFileSync(list, `${JSON.stringify({ packages }, null, 2)}\n`);
    });
  }
}

/** Returns the entry that JupyterLab shows under Help, Licenses. */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(
    fs.readFileSync(path.join(folder, 'package.json'), 'utf-8')
  );
  const file = fs.readdirSync(folder).find(one => /^licen[cs]e/i.test(one));
  if (!license || !file) {
    throw new Error(`${name} goes into the front end and names no licence.`);
  }
  const extractedText = fs.readFileSync(path.join(folder, file), 'utf-8');
  return { name, versionInfo: version, licenseId: license, extractedText };
}

module.exports = {
  module: {
    rules: [
      {
        test: /\.css$/,
        enforce: 'pre',
        loader: 'builtin:lightningcss-loader',
        options: { minify: true }
      }
    ]
  },
  optimization: {
    chunkIds: 'named',
    // The usual ids are hashes of names that hold the folder: another checkout, other bytes.
    moduleIds: 'natural',
    mangleExports: 'size',
    minimizer: [
      new rspack.SwcJsMinimizerRspackPlugin({
        minimizerOptions: {
          compress: { passes: 4, ecma: 2020 },
          format: { comments: false }
        }
      })
    ]
  },
  plugins: [new PlainStyles(), new EveryLicence()]
};
