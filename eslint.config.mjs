// Lint rules of the front end and of the browser tests.
import jupyter from '@jupyter/eslint-plugin';
import tseslint from 'typescript-eslint';

const text = 'Data is text: render it through React, never as HTML.';
const htmlSinks = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/lib/**',
      'src/generated/**',
      'ui-tests/playwright-report/**',
      'ui-tests/test-results/**',
      '.venv*/**',
      'jupyter_cost_tags/**'
    ]
  },
  { plugins: { jupyter } },
  ...jupyter.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true }
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true }
      ]
    }
  },
  {
    files: ['ui-tests/**/*.ts'],
    extends: [tseslint.configs.strict]
  },
  {
    files: ['**/*.{ts,tsx}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports' }
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      complexity: ['error', 10],
      curly: ['error', 'all'],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-restricted-properties': [
        'error',
        ...htmlSinks.map(property => ({ property, message: text })),
        { object: 'document', property: 'write', message: text },
        { object: 'document', property: 'writeln', message: text }
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
          message: text
        },
        {
          selector: 'Property[key.name="dangerouslySetInnerHTML"]',
          message: text
        }
      ]
    }
  },
  {
    files: ['src/**/__tests__/**/*.{ts,tsx}', 'ui-tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off'
    }
  }
);
