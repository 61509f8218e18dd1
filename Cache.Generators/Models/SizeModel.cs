namespace Cache.Generators.Models;

/// <summary>How the bytes of a value are counted.</summary>
/// <param name="Fixed">What does not depend on the value: headers and fields of plain objects.</param>
/// <param name="InlineType">The type of a value whose bytes the runtime knows, or null.</param>
/// <param name="Parts">What is added for members that are strings or collections.</param>
/// <param name="IsPlain">Whether the library measures it as well by itself: a string, a collection, a value without references.</param>
internal sealed record SizeModel(int Fixed, string? InlineType, EquatableArray<SizePart> Parts, bool IsPlain);

/// <summary>A string or a collection.</summary>
/// <param name="Path">The way to it from the value: empty, <c>?.Name</c>, <c>?.Home?.City</c>.</param>
/// <param name="IsCollection">Whether only <c>ICollection&lt;T&gt;</c> tells its count.</param>
internal sealed record SizePart(string Path, bool IsCollection);
