using Microsoft.Extensions.Configuration;

namespace Cache.Policies;

// the section that AddCache was given, for those that are made by the container
internal sealed record PolicySource(IConfigurationSection Section);
