/** Finding areas by name: without accents or capitals, names that begin so first. */

/** Return a name as it is compared: without accents, capitals and signs. */
export function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** Return the positions of areas whose name holds a text: whole names first, then beginnings, then words, then parts. */
export function findNames(names: readonly string[], text: string, most: number): number[] {
  const wanted = plain(text);
  if (!wanted) return [];
  const found: [number, number][] = [];
  names.forEach((name, at) => {
    const own = plain(name);
    if (own === wanted) found.push([0, at]);
    else if (own.startsWith(wanted)) found.push([1, at]);
    else if (` ${own}`.includes(` ${wanted}`)) found.push([2, at]);
    else if (own.includes(wanted)) found.push([3, at]);
  });
  return found
    .sort((a, b) => a[0] - b[0] || (names[a[1]] ?? "").localeCompare(names[b[1]] ?? "", "nl"))
    .slice(0, most)
    .map(([, at]) => at);
}
