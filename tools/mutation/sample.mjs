import { createHash } from 'node:crypto';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/**
 * Keeps one in MUTATION_SAMPLE functions (default 1: all), the same ones in every run as long as their
 * text stays.
 */
const oneIn = Number(process.env.MUTATION_SAMPLE || 1);

const isClass = (path) =>
	path.isClassDeclaration() || path.get('declaration').isClassDeclaration?.();
const isFunctionOrMethod = (path) =>
	path.isClassMethod() || (path.parentPath?.isProgram() && !isClass(path));

function shouldIgnore(path) {
	if (oneIn <= 1 || !isFunctionOrMethod(path)) return undefined;
	const digest = createHash('sha256').update(path.toString()).digest();
	return digest.readUInt32BE(0) % oneIn === 0 ? undefined : 'Not in the sample';
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'sample', { shouldIgnore })];
