// Light, dark, or as the device: switched at once, kept in a cookie that the server reads for the next page.

export type Theme = 'licht' | 'donker' | '';

const YEAR = 365 * 24 * 3600;

/** The theme that a text names; anything unknown is "as the device". */
export const themeOf = (text: string | null | undefined): Theme => (text === 'licht' || text === 'donker' ? text : '');

/** The cookie that keeps a theme; an empty one is thrown away. */
export const themeCookie = (theme: Theme, { secure }: { secure: boolean }): string =>
  `vk_theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax${secure ? '; secure' : ''}`;

/** Give the page a theme, and press the button of that theme. */
export const showTheme = (root: HTMLElement, theme: Theme): void => {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-vk-theme] button[name="theme"]')) {
    button.setAttribute('aria-pressed', String(themeOf(button.value) === theme));
  }
};

/** Switch without loading the page again; the form posts as ever where this fails. */
export const startTheme = (document: Document): void => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-vk-theme]')) {
    form.addEventListener('submit', (event) => {
      const pressed = event.submitter;
      if (!(pressed instanceof HTMLButtonElement)) return;
      event.preventDefault();
      const theme = themeOf(pressed.value);
      document.cookie = themeCookie(theme, { secure: location.protocol === 'https:' });
      showTheme(document.documentElement, theme);
      document.dispatchEvent(new CustomEvent('vk-theme', { detail: theme }));
    });
  }
};
