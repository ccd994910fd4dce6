/** Ask: questions about Tutti, answered from its own documentation (issue “Copilot”, Ask; surfaces §6). What its files share. */

/** A piece of a page, below one heading. */
export interface Passage {
  /** Headings from the page's title down to its own: `Outputs › Of a ForEach`. */
  title: string;
  /** From the root of the project: `docs/flow-language/outputs.md`. */
  path: string;
  /** Of its heading, as GitHub names it; empty for the beginning of a page. */
  anchor: string;
  /** Markdown. */
  text: string;
}

/** A passage that a search found. */
export interface FoundPassage extends Passage {
  /** Higher is better; comparable within one search only. */
  score: number;
}

/** The documentation that comes with Tutti. */
export interface Docs {
  /** The passages that hold most of what a question asks for, best first; none where no word of it is known. */
  search(question: string, limit: number): FoundPassage[];
}
