import { escapeHtml } from './escape-html.ts';
import { STYLE } from './style.ts';

/**
 * The shell of a self-contained page: head, style, one column.
 * @param title text, escaped here
 * @param body HTML
 */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Napier</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body.trim()}
</main>
</body>
</html>
`;
}
