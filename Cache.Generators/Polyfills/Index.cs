namespace System;

// the compiler asks for it by name where a list pattern looks at elements; netstandard2.0 has none
internal readonly struct Index(int value, bool fromEnd = false)
{
    public static implicit operator Index(int value) => new(value);

    public int GetOffset(int length) => fromEnd ? length - value : value;
}
