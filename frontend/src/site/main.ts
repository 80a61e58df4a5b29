// The look of every page, and small additions to what already works without them.
import './style/index.css';
import { startCopying } from './copying';
import { startDialogs } from './dialogs';
import { startMenus, startToggles } from './menus';
import { startPlain } from './plain';
import { startProgress } from './progress';
import { startTheme } from './theme';

startTheme(document);
startMenus(document);
startToggles(document);
startDialogs(document);
startCopying(document);
startProgress(document);
startPlain(document);
// What is wrong with a form is the first thing to read.
document.querySelector<HTMLElement>('[data-vk-focus]')?.focus();
