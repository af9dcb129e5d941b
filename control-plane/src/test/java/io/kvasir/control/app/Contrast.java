package io.kvasir.control.app;

/// Finds the text that stands off its ground least.
final class Contrast {
    /// The worst ratio of WCAG over all elements that hold visible text of their own.
    static final String SCRIPT =
            """
            (() => {
              const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => {
                const [x, y, z] = [r, g, b].map((v) => {
                  const share = v / 255;
                  return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * x + 0.7152 * y + 0.0722 * z;
              };
              const ground = (element) => {
                for (let at = element; at; at = at.parentElement) {
                  const colour = parts(getComputedStyle(at).backgroundColor);
                  if (colour.length === 3 || colour[3] === 1) return colour;
                }
                return [255, 255, 255];
              };
              let worst = { ratio: 21 };
              for (const element of document.body.querySelectorAll('*')) {
                const text = [...element.childNodes]
                  .filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('');
                const box = element.getBoundingClientRect();
                if (!text || box.width < 2 || box.height < 2 || !element.checkVisibility()) continue;
                const [a, b] = [light(parts(getComputedStyle(element).color)), light(ground(element))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < worst.ratio) worst = { ratio, text, tag: element.tagName };
              }
              return worst;
            })()
            """;

    private Contrast() {}
}
