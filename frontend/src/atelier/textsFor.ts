// The words of the page in the language of the reader.
import type { Lang } from './contract';
import { dutch, type Texts } from './texts';
import { en } from './textsEn';

export type { Texts };
export const textsFor = (lang: Lang): Texts => (lang === 'en' ? en : dutch);
