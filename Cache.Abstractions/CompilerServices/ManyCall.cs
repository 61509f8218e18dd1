using System.Diagnostics.CodeAnalysis;

namespace Cache.CompilerServices;

// one call over many keys. The list is read once, at the beginning: what its owner does to it later changes nothing
internal sealed class ManyCall<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TArguments, TItem, TKey, TValue> : ManyLoad<TService, TValue>
    where TItem : notnull
    where TKey : notnull
{
    private readonly ManyDefinition<TService, TArguments, TItem, TKey, TValue> _definition;
    private readonly TArguments _arguments;
    private readonly TItem[] _items;

    public ManyCall(ManyDefinition<TService, TArguments, TItem, TKey, TValue> definition, TArguments arguments, IEnumerable<TItem> items)
    {
        ArgumentNullException.ThrowIfNull(items, definition.List);
        _definition = definition;
        _arguments = arguments;
        _items = [.. items];
        Keys = new TKey[_items.Length];
        for (var position = 0; position < _items.Length; position++)
        {
            if (_items[position] is null)
                Throw.NullInList(definition.List, position);
            Keys[position] = definition.Key(arguments, _items[position]);
        }
    }

    /// <summary>The key of each element of the list, those that come twice among them.</summary>
    public TKey[] Keys { get; }

    public override bool AbsentIsNull => _definition.AbsentIsNull;

    public override int BatchSize => _definition.BatchSize > 0 ? _definition.BatchSize : int.MaxValue;

    public override async ValueTask<CacheResult<TValue>[]> LoadAsync(TService service, IReadOnlyList<int> positions, CancellationToken cancellationToken)
    {
        TItem[] asked = [.. positions.Select(position => _items[position])];
        var loaded = await _definition.Load(service, _arguments, asked, cancellationToken).ConfigureAwait(false) ?? Throw.NoDictionary<IReadOnlyDictionary<TItem, TValue>>(_definition.Declaration);
        // what nobody has asked for is not looked at; null says the same as to say nothing
        return [.. asked.Select(item => loaded.TryGetValue(item, out var value) && value is not null ? new CacheResult<TValue>(value) : default)];
    }

    /// <summary>The answer: the value of each element that has one. A null that was cached is left out, as one that has just been loaded.</summary>
    public IReadOnlyDictionary<TItem, TValue> Result(CacheResult<TValue>[] values)
    {
        var result = new Dictionary<TItem, TValue>(values.Length);
        for (var position = 0; position < values.Length; position++)
        {
            if (values[position].TryGet(out var value) && value is not null)
                result[_items[position]] = value;
        }
        return result;
    }
}
