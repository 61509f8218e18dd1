using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Cache.CompilerServices;

/// <summary>The state that one container has for each definition, found by the definition's index.</summary>
/// <remarks>
/// Only names and shapes are static; tables, flights, counters and versions belong to a container. Reads take no lock: the array only
/// grows, by a copy that is published whole, and an element is set once. An instance at a definition's index was made for that very
/// definition, so its type is known without a check.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CacheInstances
{
    private readonly Lock _lock = new();
    private object?[] _instances = [];

    /// <summary>Gives the container's state for a definition, made at its first use.</summary>
    /// <typeparam name="TService">The type that declares the method.</typeparam>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <typeparam name="TValue">The result's type.</typeparam>
    /// <param name="definition">The definition.</param>
    /// <returns>The state.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MethodCache<TService, TKey, TValue> Get<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(CacheDefinition<TService, TKey, TValue> definition)
        where TKey : notnull
    {
        var instances = _instances;
        var index = definition.Index;
        return (uint)index < (uint)instances.Length && instances[index] is { } instance
            ? Unsafe.As<MethodCache<TService, TKey, TValue>>(instance)
            : Add(definition);
    }

    /// <summary>Makes the state for a definition that the container meets for the first time. Called once for each, under a lock.</summary>
    /// <typeparam name="TService">The type that declares the method.</typeparam>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <typeparam name="TValue">The result's type.</typeparam>
    /// <param name="definition">The definition.</param>
    /// <returns>The state.</returns>
    protected abstract MethodCache<TService, TKey, TValue> Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(CacheDefinition<TService, TKey, TValue> definition)
        where TKey : notnull;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MethodCache<TService, TKey, TValue> Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(CacheDefinition<TService, TKey, TValue> definition)
        where TKey : notnull
    {
        lock (_lock)
        {
            if (definition.Index < _instances.Length && _instances[definition.Index] is { } present)
                return (MethodCache<TService, TKey, TValue>)present;

            var instance = Create(definition);
            var grown = _instances;
            Array.Resize(ref grown, Math.Max(definition.Index + 1, grown.Length));
            grown[definition.Index] = instance;
            Volatile.Write(ref _instances, grown);
            return instance;
        }
    }
}
