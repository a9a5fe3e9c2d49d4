// What stands above a definition.
import type { ClassDef } from './syntax.ts';

export function isDataclass(def: ClassDef): boolean {
  return def.decorators.some((decorator) => nameOf(decorator) === 'dataclass');
}

/** The last name of `@a.b(...)`. */
export function nameOf(decorator: ClassDef['decorators'][number]): string {
  if (decorator.kind === 'call') return nameOf(decorator.callee);
  return decorator.kind === 'name' || decorator.kind === 'attribute' ? decorator.name : '';
}
