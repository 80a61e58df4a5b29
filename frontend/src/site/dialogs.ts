// Dialogs: browsers of before 2025 do not know `command` and `commandfor` on a button yet.

/** Open and close `<dialog>` by their buttons where the browser does not do so itself. */
export const startDialogs = (document: Document): void => {
  if ('commandForElement' in HTMLButtonElement.prototype) return;
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[commandfor]');
    const dialog = document.getElementById(button?.getAttribute('commandfor') ?? '');
    if (!button || !(dialog instanceof HTMLDialogElement)) return;
    if (button.getAttribute('command') === 'show-modal') dialog.showModal();
    else dialog.close();
  });
};
