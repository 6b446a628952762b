/** The nonce of this page for styles; the server writes it into index.html, new for every answer. */
export const nonce: string =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

// Some libraries make <style> elements without knowing of a nonce; the policy would drop those.
const create = document.createElement.bind(document);
document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (name.toLowerCase() === "style") element.setAttribute("nonce", nonce);
  return element;
};

// The same for style attributes set as text, as measuring the height of a text area does: written through
// the object model they are ours, not markup.
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
  if (name.toLowerCase() === "style" && (this instanceof HTMLElement || this instanceof SVGElement)) {
    this.style.cssText = value;
  } else setAttribute.call(this, name, value);
};
