/** Several things as the form holds them: rows of pickers, of which one gives all, as an expression does. */
export const inRows = (value: unknown) => ({
	entry: [{ picked: { __rl: true, mode: 'id', value } }],
});
