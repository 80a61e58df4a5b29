// Where someone was typing stays where they type, also when what others do draws the board anew around it.

/** Give the focus back to an element, or to the one that was drawn in its place; the cursor stands where it stood. */
export function putBack(held: HTMLElement): void {
  if (held.isConnected) {
    held.focus({ preventScroll: true });
    return;
  }
  // A card that moved to another pile was made anew there, and so was the box under it.
  const anew = held.id ? held.ownerDocument.getElementById(held.id) : null;
  if (!anew) return;
  if (held instanceof HTMLTextAreaElement && anew instanceof HTMLTextAreaElement) {
    anew.value = held.value;
    anew.focus();
    anew.setSelectionRange(held.selectionStart, held.selectionEnd);
    return;
  }
  // It may stand elsewhere on the page: what has the focus must be in sight (WCAG 2.2, 2.4.11).
  anew.focus();
}
