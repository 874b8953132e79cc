import { closeFences } from "./close-fences.js";

/** Words blocks of Zulip's Markdown that nothing inside them can end. */
export const block = {
  /** Shows code as it is. @param language Such as `python`, for colours. */
  code: (code: string, language = ""): string => fenced(word(language), code),

  /** Quotes a message. @param of Who wrote it, and where to find it: put before the quote as it is. */
  quote: (text: string, of = ""): string => `${of && `${of}\n`}${fenced("quote", closeFences(text))}`,

  /** Hides a text until it is clicked on. @param header What stands over it. */
  spoiler: (text: string, header = ""): string =>
    fenced(`spoiler ${withoutFences(line(header))}`.trimEnd(), closeFences(text)),

  /** Shows a formula of LaTeX. */
  math: (formula: string): string => fenced("math", formula),

  /** Shows code within a line. */
  inlineCode: (code: string): string => {
    const marks = "`".repeat(longestRun(code, "`") + 1);
    // A blank keeps marks at the ends apart, and is not shown.
    const gap = /^`|`$/.test(code) ? " " : "";
    return `${marks}${gap}${line(code)}${gap}${marks}`;
  },
};

/** Words messages that the server turns into something to click on; they have to be all of a message. */
export const widget = {
  /** A poll, to which readers may add options. */
  poll: (question: string, options: readonly string[] = []): string =>
    [`/poll ${line(question)}`, ...options.map(line)].join("\n"),

  /** A list of things to do. */
  todo: (
    title: string,
    tasks: readonly { task: string; description?: string | undefined }[] = [],
  ): string => {
    // A colon parts a task from its description.
    const items = tasks.map(({ task, description }) => {
      return line(description ? `${task.replaceAll(":", " ")}: ${description}` : task);
    });
    return [`/todo ${line(title)}`, ...items].join("\n");
  },
};

const SHORTEST_FENCE = 3;

/** A block ends at a line that is its fence, so the fence is longer than any run of marks inside. */
function fenced(info: string, text: string): string {
  const fence = "`".repeat(Math.max(SHORTEST_FENCE, longestRun(text, "`") + 1));
  return `${fence}${info}\n${text}\n${fence}`;
}

function longestRun(text: string, mark: string): number {
  let longest = 0;
  let run = 0;
  for (const character of text) {
    run = character === mark ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** With one of these marks the line would open no spoiler; as references they look the same. */
function withoutFences(header: string): string {
  return header.replace(/[`~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function word(text: string): string {
  return text.replace(/[^\w+#.-]/g, "");
}

function line(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ").trim();
}
