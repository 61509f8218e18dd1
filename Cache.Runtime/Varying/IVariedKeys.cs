namespace Cache.Varying;

// keys that begin with values which their declaration does not know
internal interface IVariedKeys<in TKey>
{
    /// <summary>How many.</summary>
    int Count { get; }

    /// <summary>Their text, with a <c>:</c> behind each.</summary>
    string Text(TKey key);
}
