import type { Locator } from "playwright-core";

type Rgb = readonly [number, number, number];

/**
 * Measures how well a text stands out against what is behind it, from 1 to 21.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export async function contrastOf(text: Locator): Promise<number> {
  const [front, back] = await text.evaluate((element) => {
    const { getComputedStyle } = element.ownerDocument.defaultView ?? globalThis;
    const isOpaque = (color: string): boolean => !/^rgba\(.*, 0\)$|^transparent$/.test(color);
    let behind: typeof element | null = element;
    while (behind !== null && !isOpaque(getComputedStyle(behind).backgroundColor)) {
      behind = behind.parentElement;
    }
    return [
      getComputedStyle(element).color,
      behind === null ? "rgb(255, 255, 255)" : getComputedStyle(behind).backgroundColor,
    ];
  });
  const [lighter = 0, darker = 0] = [luminance(rgbOf(front)), luminance(rgbOf(back))].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function rgbOf(color: string | undefined): Rgb {
  const [red = 0, green = 0, blue = 0] = (color?.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
