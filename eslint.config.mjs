import { config } from '@n8n/node-cli/eslint';
import { defineConfig } from 'eslint/config';

/** n8n's own rules for what is published; the rest of the checkout is ordinary Node.js. */
export default defineConfig(
	{
		ignores: [
			'dist/**',
			'.cache/**',
			'node_modules/**',
			'**/*.js',
			'**/*.cjs',
			'**/*.json',
			'!package.json',
		],
	},
	...config,
	{
		files: ['{test,tools,sandbox,bench,contracts}/**/*.ts', 'nodes/**/*.test.ts'],
		rules: {
			// Never part of the published package: they start servers, read files and print.
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
			'@n8n/community-nodes/no-hardcoded-secrets': 'off',
			'no-console': 'off',
		},
	},
	{
		files: ['**/*.ts'],
		rules: {
			// TypeScript itself reports these, with the project's own module resolution.
			'import-x/namespace': 'off',
			'import-x/no-unresolved': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
		},
	},
);
