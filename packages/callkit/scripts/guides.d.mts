export function writeGuides(site: string): void;
