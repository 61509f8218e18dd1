namespace Cache.CompilerServices;

// what must be copied before it is kept
internal interface IKeyCopy<T>
{
    T Keep();
}

/// <summary>How an element of a list is copied before it is kept, found out once for each type.</summary>
/// <typeparam name="T">The element's type.</typeparam>
internal static class KeyCopy<T>
{
    /// <summary>Copies an element that is a list itself; null for all others.</summary>
    public static readonly Func<T, T>? Copy =
        typeof(T).IsAssignableTo(typeof(IKeyCopy<T>)) ? static element => ((IKeyCopy<T>)element!).Keep() : null;
}
