export * from './catalogue.ts';
export * from './vocabulary.ts';
