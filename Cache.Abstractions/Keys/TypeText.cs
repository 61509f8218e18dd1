using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace Cache.CompilerServices;

/// <summary>Types as text in the keys of generic methods and classes.</summary>
/// <remarks>
/// <c>System.Int32</c>, <c>Shop.Page+Row&lt;System.Int32&gt;@Shop</c>, <c>System.Int32[]</c>. The assembly stands behind each type that is not of the core library;
/// its version does not, so that keys outlive an upgrade. Two types differ in text unless they have the same name in assemblies of the same name.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TypeText
{
    /// <summary>The text of a type.</summary>
    /// <param name="type">A closed type.</param>
    /// <returns>The text, without <c>{</c>, <c>}</c>, <c>:</c> and <c>%</c>.</returns>
    /// <exception cref="ArgumentException">The type is open or a function pointer, which no type argument is at run time.</exception>
    public static string Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var text = new StringBuilder();
        Append(text, type);
        return text.ToString();
    }

    /// <summary>The text of several types.</summary>
    /// <param name="types">Closed types.</param>
    /// <returns>Their texts with <c>,</c> between them; empty for none.</returns>
    /// <exception cref="ArgumentException">A type is open or a function pointer, which no type argument is at run time.</exception>
    public static string Of(params Type[] types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var text = new StringBuilder();
        AppendAll(text, types);
        return text.ToString();
    }

    private static void AppendAll(StringBuilder text, ReadOnlySpan<Type> types)
    {
        for (var index = 0; index < types.Length; index++)
        {
            if (index > 0)
                text.Append(',');
            Append(text, types[index]);
        }
    }

    private static void Append(StringBuilder text, Type type)
    {
        if (type.ContainsGenericParameters || type.IsFunctionPointer)
            KeyThrow.NotATypeArgument(type, nameof(type));

        if (type.HasElementType)
        {
            Append(text, type.GetElementType()!);
            text.Append(Suffix(type));
            return;
        }

        if (!string.IsNullOrEmpty(type.Namespace))
        {
            AppendName(text, type.Namespace, dots: true);
            text.Append('.');
        }
        AppendNested(text, type, type.GetGenericArguments());
        if (type.Assembly != typeof(object).Assembly)
        {
            text.Append('@');
            AppendName(text, type.Assembly.GetName().Name ?? "", dots: true);
        }
    }

    // an array of rank one whose first index is not zero is another type than the usual one
    private static string Suffix(Type type) =>
        type.IsSZArray ? "[]"
        : type.IsArray ? type.GetArrayRank() == 1 ? "[*]" : $"[{new string(',', type.GetArrayRank() - 1)}]"
        : type.IsPointer ? "*" : "&";

    // reflection gives the type arguments of the outer types together with the inner type's own, behind them
    private static void AppendNested(StringBuilder text, Type type, Type[] arguments)
    {
        var outer = 0;
        if (type.DeclaringType is { } declaring)
        {
            outer = declaring.GetGenericArguments().Length;
            AppendNested(text, declaring, arguments[..outer]);
            text.Append('+');
        }

        if (arguments.Length == outer)
        {
            AppendName(text, type.Name);
            return;
        }
        AppendName(text, type.Name.AsSpan(0, type.Name.LastIndexOf('`') is >= 0 and var tick ? tick : type.Name.Length));
        text.Append('<');
        AppendAll(text, arguments.AsSpan(outer));
        text.Append('>');
    }

    // compilers make up names with signs that no source could hold: what has a meaning here or in a key is written as its code
    private static void AppendName(StringBuilder text, ReadOnlySpan<char> name, bool dots = false)
    {
        foreach (var character in name)
        {
            if (character is '-' or '_' || char.IsLetterOrDigit(character) || dots && character == '.')
                text.Append(character);
            else
                text.Append(CultureInfo.InvariantCulture, $"~{(int)character:X4}");
        }
    }
}
