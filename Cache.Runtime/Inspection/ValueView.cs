using System.Buffers;
using System.Text.Json;

namespace Cache.Inspection;

/// <summary>The values of one cache as JSON, for people.</summary>
/// <remarks>
/// What the cache's serializer writes is shown as it is, where that is JSON. Of another serializer the value itself is written as JSON by the library's own one; where that knows no such type, the bytes are shown and cannot be
/// edited. A definition that brings its own serializer has its own format, which says nothing to people.
/// </remarks>
internal sealed class ValueView<TValue>(ICacheSerializer? own, ICacheSerializer applications)
{
    private static readonly JsonCacheSerializer s_json = new();

    private readonly JsonCacheSerializer? _json = own is not null ? own as JsonCacheSerializer : applications as JsonCacheSerializer ?? s_json;

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="note">What is to be said of the JSON; null where it is what the cache's serializer writes.</param>
    public JsonElement Show(TValue value, out string? note)
    {
        note = null;
        switch (value)
        {
            case null:
                return Written(static (_, writer) => writer.WriteNullValue(), 0);
            case string text:
                return Written(static (text, writer) => writer.WriteStringValue(text), text);
            case byte[] bytes:
                note = "Bytes, as base64.";
                return Written(static (bytes, writer) => writer.WriteBase64StringValue(bytes), bytes);
        }
        if (_json is not null)
        {
            try
            {
                if (own is null && applications is not JsonCacheSerializer)
                    note = $"The value as JSON. The application stores it by {applications.GetType().Name}, which may leave out, or add, what is not shown here.";
                return Parsed(_json, value);
            }
            catch (Exception failure) when (failure is NotSupportedException or JsonException)
            {
                note = failure.Message;
            }
        }
        note = $"The bytes of {(own ?? applications).GetType().Name}, as base64. They cannot be edited. {note}".TrimEnd();
        var buffer = new ArrayBufferWriter<byte>();
        (own ?? applications).Serialize(value, buffer);
        return Written(static (bytes, writer) => writer.WriteBase64StringValue(bytes.Span), buffer.WrittenMemory);
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">It is not the JSON of such a value.</exception>
    /// <exception cref="NotSupportedException">The values cannot be written as JSON.</exception>
    public TValue Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return default(TValue) is null ? default! : throw new JsonException($"A {typeof(TValue).Name} is never null.");
        if (typeof(TValue) == typeof(string))
            return json.ValueKind == JsonValueKind.String ? (TValue)(object)json.GetString()! : throw new JsonException("The values of this cache are texts: write one in quotation marks.");
        if (typeof(TValue) == typeof(byte[]))
        {
            return json.ValueKind == JsonValueKind.String && json.TryGetBytesFromBase64(out var bytes)
                ? (TValue)(object)bytes
                : throw new JsonException("The values of this cache are bytes: write them as base64, in quotation marks.");
        }
        if (_json is null)
            throw new NotSupportedException($"The values of this cache have a format of their own ({own!.GetType().Name}).");
        return _json.ReadStrictly<TValue>(json) is { } value ? value : throw new JsonException($"That is no {typeof(TValue).Name}.");
    }

    private static JsonElement Parsed(JsonCacheSerializer json, TValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        json.Serialize(value, buffer);
        return Element(buffer.WrittenMemory);
    }

    private static JsonElement Written<T>(Action<T, Utf8JsonWriter> write, T state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(state, writer);
        return Element(buffer.WrittenMemory);
    }

    private static JsonElement Element(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new() { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }
}
