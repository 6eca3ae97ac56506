using System.Collections.Immutable;
using Freeze.Generators.Specs;
using Microsoft.CodeAnalysis;

namespace Freeze.Generators;

/// <summary>Arguments of an attribute. Those that are missing or do not compile read as empty or zero: the compiler complains about them itself.</summary>
internal readonly struct Arguments(AttributeData attribute)
{
    private readonly ImmutableArray<TypedConstant> _positional = attribute.ConstructorArguments;
    private readonly ImmutableArray<KeyValuePair<string, TypedConstant>> _named = attribute.NamedArguments;

    public string Text(int index) => Value(Positional(index)) as string ?? "";

    public string? Text(string name) => Value(Named(name)) as string;

    public int Number(int index) => Value(Positional(index)) as int? ?? 0;

    public int Number(string name, int absent) => Value(Named(name)) as int? ?? absent;

    public float Float(string name) => Value(Named(name)) as float? ?? 0;

    public bool Flag(string name) => Value(Named(name)) is true;

    public EquatableArray<string> Texts(int index) => Array<string>(Positional(index));

    public EquatableArray<string> Texts(string name) => Array<string>(Named(name));

    public EquatableArray<float> Floats(string name) => Array<float>(Named(name));

    public EquatableArray<int> Numbers(string name) => Array<int>(Named(name));

    private TypedConstant Positional(int index) => index < _positional.Length ? _positional[index] : default;

    private TypedConstant Named(string name) => _named.FirstOrDefault(argument => argument.Key == name).Value;

    private static object? Value(TypedConstant constant) => constant.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum ? constant.Value : null;

    private static EquatableArray<T> Array<T>(TypedConstant constant)
        where T : IEquatable<T>
    {
        if (constant.Kind != TypedConstantKind.Array || constant.IsNull) return default;
        return EquatableArray<T>.From(constant.Values.Select(value => Value(value) is T item ? item : Empty<T>()));
    }

    private static T Empty<T>() => typeof(T) == typeof(string) ? (T)(object)"" : default!;
}
