using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Cache;

/// <summary>Values as JSON, by System.Text.Json: the default serializer of the shared tier.</summary>
/// <remarks>
/// Without options, fields are written too (a tuple has nothing else), NaN and the infinities are allowed, and letters of any script are not escaped. What
/// System.Text.Json does not write is not shared either: a member that cannot be set again comes back with its default, a string inside an object that is not
/// valid UTF-16 with replacement characters. Where reflection is switched off (trimmed and ahead-of-time compiled applications), every type needs the metadata of a source-generated context.
/// </remarks>
public sealed class JsonCacheSerializer : ICacheSerializer
{
    // the analyzers know this switch of System.Text.Json as one, but not as what guards reflection
    private const string Behind = "The trimmer makes the switch the constant false, its default in a trimmed application, and drops the branch behind it.";

    private readonly JsonSerializerOptions _options;
    private readonly JsonWriterOptions _writing;
    private JsonSerializerOptions? _strict;

    /// <summary>Uses the default options, with reflection where it is switched on.</summary>
    public JsonCacheSerializer()
        : this(Defaults(Reflection()))
    {
    }

    /// <summary>Uses the default options, with source-generated metadata first, and reflection for other types where it is switched on.</summary>
    /// <param name="metadata">A source-generated <see cref="JsonSerializerContext"/>, or several that were combined.</param>
    public JsonCacheSerializer(IJsonTypeInfoResolver metadata)
        : this(Defaults(WithReflection(metadata)))
    {
    }

    /// <summary>Uses the application's options.</summary>
    /// <param name="options">The options. If they name no resolver of metadata, reflection is used where it is switched on. They are not changed afterwards.</param>
    public JsonCacheSerializer(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.TypeInfoResolver is null ? new(options) { TypeInfoResolver = Reflection() } : options;
        _options.MakeReadOnly();
        _writing = new() { Encoder = _options.Encoder, Indented = false, MaxDepth = _options.MaxDepth, SkipValidation = true };
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">There is no metadata for the type, or System.Text.Json does not support it.</exception>
    /// <exception cref="JsonException">The value refers to itself, or is nested too deeply.</exception>
    public void Serialize<T>(T value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target, _writing);
        JsonSerializer.Serialize(writer, value, Metadata<T>());
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">There is no metadata for the type, or System.Text.Json does not support it.</exception>
    /// <exception cref="JsonException">The bytes are not the JSON of a <typeparamref name="T"/>.</exception>
    public T Deserialize<T>(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, Metadata<T>())!;

    /// <summary>Reads what a person has written: a member that the type does not have is an error, where the bytes of another version of the application may well have one.</summary>
    /// <exception cref="NotSupportedException">There is no metadata for the type, or System.Text.Json does not support it.</exception>
    /// <exception cref="JsonException">It is not the JSON of a <typeparamref name="T"/>.</exception>
    internal T? ReadStrictly<T>(JsonElement json) => json.Deserialize(Metadata<T>(_strict ??= Strict()));

    private JsonSerializerOptions Strict()
    {
        var strict = new JsonSerializerOptions(_options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
        strict.MakeReadOnly();
        return strict;
    }

    private JsonTypeInfo<T> Metadata<T>(JsonSerializerOptions? options = null)
    {
        if (!(options ?? _options).TryGetTypeInfo(typeof(T), out var metadata))
            Throw.NoJsonMetadata(typeof(T));
        return (JsonTypeInfo<T>)metadata;
    }

    private static JsonSerializerOptions Defaults(IJsonTypeInfoResolver resolver) => new()
    {
        TypeInfoResolver = resolver,
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // the escapes are for JSON inside HTML, and treble every letter that is not Latin
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static IJsonTypeInfoResolver WithReflection(IJsonTypeInfoResolver metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return JsonTypeInfoResolver.Combine(metadata, Reflection());
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Behind)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Behind)]
    private static IJsonTypeInfoResolver Reflection() => JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : JsonTypeInfoResolver.Combine();
}
