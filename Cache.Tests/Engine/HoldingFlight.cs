using Cache.Loading;
using Cache.Local;

namespace Cache.Tests.Engine;

// a flight that is in an entry's place, and does no more
internal sealed class HoldingFlight : KeyedFlight<int>
{
    public HoldingFlight(int key, LocalEntry held)
        : base(key, 1) => Held = held;

    public override bool IsOver => false;

    public override string KeyText => "7";
}
