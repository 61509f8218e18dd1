namespace Cache.Coherence;

// a cache whose entries hold stamps: it is told that some version has moved, and compares stamps from then on
internal interface IVersioned
{
    void VersionsMoved(long sequence);
}
