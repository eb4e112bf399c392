// Adds to JupyterLab's builder: scripts and styles go out small.
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
  plugins: [new PlainStyles()]
};
