namespace Cache.Local;

// the store's marks and links of one entry, guarded by the store's lock; only the frequency is counted by hits as well
internal struct StoreLinks
{
    public LocalEntry? Previous;
    public LocalEntry? Next;
    public LocalEntry? PreviousInWheel;
    public LocalEntry? NextInWheel;
    public long Size;
    public short WheelSlot;
    public byte Frequency;
    public bool InMain;
    public Residence Residence;

    // when the entry was made, in what would be padding: see LocalEntry.AgeAt. Written before any store knows of it
    public byte MadeHigh;
    public ushort MadeLow;
}

// where an entry stands with its store: it is added at most once and removed at most once, in either order
internal enum Residence : byte
{
    New,
    Resident,
    Gone,
}
