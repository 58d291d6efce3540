// Reads a site's files for Netlify with Netlify's own parsers, which drop what they can't read.
// usage: node netlify.mjs SITE PUBLIC CONTEXT   prints one JSON object
import { resolveConfig } from '@netlify/config';
import { parseAllHeaders } from '@netlify/headers-parser';
import { parseAllRedirects } from '@netlify/redirect-parser';

const [site, folder, context] = process.argv.slice(2);
const { config } = await resolveConfig({
  cwd: site, repositoryRoot: site, context, branch: 'main', offline: true, mode: 'cli', env: {}, logs: {},
});
const headers = await parseAllHeaders({
  headersFiles: [`${folder}/_headers`], configHeaders: [], minimal: true,
});
const redirects = await parseAllRedirects({
  redirectsFiles: [`${folder}/_redirects`], configRedirects: [], minimal: true,
});
const messages = (errors) => errors.map((error) => error.message);
console.log(JSON.stringify({
  build: config.build,
  plugins: config.plugins,
  functions: config.functions,
  configHeaders: config.headers,
  headers: headers.headers,
  redirects: redirects.redirects,
  errors: [...messages(headers.errors), ...messages(redirects.errors)],
}));
