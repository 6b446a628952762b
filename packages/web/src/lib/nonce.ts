/** The nonce of this page for styles; the server writes it into index.html, new for every answer. */
export const nonce: string =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

// Some libraries make <style> elements without knowing of a nonce; the policy would drop those.
const create = document.createElement.bind(document);
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (name.toLowerCase() === "style") element.setAttribute("nonce", nonce);
  return element;
}) as typeof document.createElement;
