// the one cache that the interleavings run on: the table, or a mutant of it
global using CacheUnderTest = Cache.CompilerServices.MethodCache<
    Cache.Tests.Engine.Load<Cache.Tests.Engine.PageKey, Cache.Tests.Engine.Interleaving.Reading>,
    Cache.Tests.Engine.PageKey,
    Cache.Tests.Engine.Interleaving.Reading>;
