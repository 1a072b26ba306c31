import { clsx, type ClassValue } from "clsx";

/**
 * Joins class names. It does not resolve conflicts between utilities, so a component keeps what a caller may want
 * to change (width, icon size, …) in the `components` layer of styles.css, where every utility class wins.
 */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}
