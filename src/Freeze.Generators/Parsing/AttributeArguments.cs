using System.Collections.Immutable;
using Freeze.Generators.Specs;
using Microsoft.CodeAnalysis;

namespace Freeze.Generators;

/// <summary>
/// Arguments of an attribute, as the compiler knows them or as they were read from the text. Values are int (enumerations, too), float, bool,
/// string, or arrays of these. Those that are missing or of another type read as empty or zero: who read them complains about that.
/// </summary>
/// <param name="positional">Values of the constructor's parameters, in their order.</param>
/// <param name="named">Values of properties.</param>
public sealed class AttributeArguments(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
{
    internal static AttributeArguments Of(AttributeData attribute)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var argument in attribute.NamedArguments) named[argument.Key] = Value(argument.Value);
        return new([.. attribute.ConstructorArguments.Select(Value)], named);
    }

    internal string Text(int index) => Positional(index) as string ?? "";

    internal string? Text(string name) => Named(name) as string;

    internal int Number(int index) => Positional(index) as int? ?? 0;

    internal int Number(string name, int absent) => Named(name) as int? ?? absent;

    internal float Float(string name) => Named(name) as float? ?? 0;

    internal bool Flag(string name) => Named(name) is true;

    internal EquatableArray<string> Texts(int index) => Array<string>(Positional(index));

    internal EquatableArray<string> Texts(string name) => Array<string>(Named(name));

    internal EquatableArray<float> Floats(string name) => Array<float>(Named(name));

    internal EquatableArray<int> Numbers(string name) => Array<int>(Named(name));

    private object? Positional(int index) => index < positional.Count ? positional[index] : null;

    private object? Named(string name) => named.TryGetValue(name, out var value) ? value : null;

    private static object? Value(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Primitive or TypedConstantKind.Enum => constant.Value,
        TypedConstantKind.Array when !constant.IsNull => constant.Values.Select(Value).ToArray(),
        _ => null,
    };

    private static EquatableArray<T> Array<T>(object? value)
        where T : IEquatable<T> =>
        value is object?[] items ? items.Select(item => item is T typed ? typed : Empty<T>()).ToImmutableArray() : default(EquatableArray<T>);

    private static T Empty<T>() => typeof(T) == typeof(string) ? (T)(object)"" : default!;
}

/// <summary>An attribute of a definition.</summary>
/// <param name="Kind">Name of its class, such as "Conv2DAttribute", from the namespace Freeze.Definition.</param>
/// <param name="Arguments">What it says.</param>
/// <param name="Place">Where it stands; null when it is not from source.</param>
public sealed record AttributeStatement(string Kind, AttributeArguments Arguments, LocationInfo? Place);
