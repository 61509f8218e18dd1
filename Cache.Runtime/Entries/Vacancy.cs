using Cache.Local;

namespace Cache.Entries;

// stands in a cell that a slot has left and behind which others may stand: a search goes on there
internal sealed class Vacancy : Slot
{
    public static readonly Vacancy Instance = new();

    private Vacancy()
        : base(SlotKind.Vacancy)
    {
    }
}
