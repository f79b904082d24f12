export * from '../contracts/openapi';
