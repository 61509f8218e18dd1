namespace Cache.Tests.Coherence.Model;

/// <summary>What an exploration has found.</summary>
/// <param name="States">The different moments that were reached.</param>
/// <param name="Trace">A shortest way to a broken promise, the last step being what breaks it; empty where none can be broken.</param>
internal sealed record Exploration(int States, IReadOnlyList<Step> Trace);

/// <summary>Visits every moment that can be reached, the nearest first, until a promise is broken.</summary>
internal sealed class Explorer(Protocol protocol)
{
    private readonly Dictionary<State, int> _known = [];
    private readonly List<(State State, int From)> _reached = [];
    private readonly List<Step> _steps = [];

    public Exploration Run(State start)
    {
        Reach(start, -1);
        for (var at = 0; at < _reached.Count; at++)
        {
            _steps.Clear();
            protocol.Next(_reached[at].State, _steps);
            foreach (var step in _steps)
            {
                if (step.Broken is not null)
                    return new(_reached.Count, [.. WayTo(at), step]);
                Reach(step.Next, at);
            }
        }
        return new(_reached.Count, []);
    }

    private void Reach(in State state, int from)
    {
        if (_known.TryAdd(state, _reached.Count))
            _reached.Add((state, from));
    }

    private Stack<Step> WayTo(int at)
    {
        var way = new Stack<Step>();
        for (; at > 0; at = _reached[at].From)
        {
            var state = _reached[at].State;
            _steps.Clear();
            protocol.Next(_reached[_reached[at].From].State, _steps);
            way.Push(_steps.Find(step => step.Next.Equals(state)));
        }
        return way;
    }
}
