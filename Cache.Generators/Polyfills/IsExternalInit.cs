namespace System.Runtime.CompilerServices;

// the compiler asks for it by name where a record has init accessors; netstandard2.0 has none
internal static class IsExternalInit;
