// Lets the conformance suite, which wants Node 22 and knows no token, run on Node 20 and ask a gateway.
import { register } from "node:module";

const FS = "export * from 'node:fs'; export { default } from 'node:fs'; export const globSync = () => [];";
const HOOKS = `
export function resolve(specifier, context, next) {
  return specifier === "fs" && context.parentURL?.includes("/conformance/")
    ? { url: ${JSON.stringify(`data:text/javascript,${encodeURIComponent(FS)}`)}, shortCircuit: true }
    : next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);

const plain = globalThis.fetch;
globalThis.fetch = (url, options = {}) => {
  const headers = new Headers(options.headers);
  headers.set("Authorization", `Bearer ${process.env.TOKEN}`);
  return plain(url, { ...options, headers });
};
