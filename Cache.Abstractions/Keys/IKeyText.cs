namespace Cache.CompilerServices;

// lets the writer see through a part or a list that stands where only its type parameter is known, as in a list of lists
internal interface IKeyText
{
    void WriteTo(ref KeyWriter text);
}
