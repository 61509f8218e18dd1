using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>Writes the text of a value into a key.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="value">The value.</param>
/// <param name="text">Where it is written.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void KeyTextWriter<in T>(T value, ref KeyWriter text);
