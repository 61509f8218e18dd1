using System.Diagnostics;

namespace Cache.Local;

// stands where there is no memory tier: tables then keep no entries, and so it is told of none
internal sealed class NoLocalStore : ILocalStore
{
    public long Count => 0;

    public long Bytes => 0;

    public Func<TKey, TValue, long>? SizerFor<TKey, TValue>(Func<TKey, TValue, long>? declared) => null;

    public void Add(LocalEntry entry) => throw new UnreachableException();

    public void Remove(LocalEntry entry) => throw new UnreachableException();

    public void Touch(LocalEntry entry) => throw new UnreachableException();

    public void Dispose()
    {
    }
}
