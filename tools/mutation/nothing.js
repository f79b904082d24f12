/** In place of libraries that n8n-workflow loads and the core never reaches. */
module.exports = {};
