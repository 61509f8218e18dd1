using System.Collections.Immutable;
using Cache.Generators.Models;

namespace Cache.Generators;

/// <summary>Puts the members of each type together.</summary>
internal static class ClassGrouping
{
    public static IEnumerable<ClassModel> Group(
        ImmutableArray<CachedMethodModel> methods, ImmutableArray<ManualCacheModel> manuals, ImmutableArray<WriteMethodModel> writes, ImmutableArray<ManyMethodModel> manys,
        ImmutableArray<LimitedMethodModel> limited)
    {
        var methodsOf = methods.ToLookup(method => method.Container);
        var manualsOf = manuals.ToLookup(manual => manual.Container);
        var writesOf = writes.ToLookup(write => write.Container);
        var manysOf = manys.ToLookup(many => many.Container);
        var limitedOf = limited.ToLookup(one => one.Container);
        var containers = methods.Select(method => method.Container)
            .Concat(manuals.Select(manual => manual.Container))
            .Concat(writes.Select(write => write.Container))
            .Concat(manys.Select(many => many.Container))
            .Concat(limited.Select(one => one.Container))
            .Distinct();

        // the compiler takes file names that differ in case only for the same
        var hintNames = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var container in containers)
        {
            hintNames[container.HintName] = hintNames.TryGetValue(container.HintName, out var used) ? used + 1 : 1;
            var hintName = used == 0 ? container.HintName : $"{container.HintName}_{used + 1}";
            yield return new(
                container,
                hintName,
                methodsOf[container].ToEquatableArray(),
                manualsOf[container].ToEquatableArray(),
                writesOf[container].ToEquatableArray(),
                manysOf[container].ToEquatableArray(),
                limitedOf[container].ToEquatableArray());
        }
    }
}
