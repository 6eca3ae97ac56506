using System.Collections.ObjectModel;
using System.Reflection;
using Freeze.Definition;
using Freeze.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Freeze.Onnx2Cs.Compilation;

/// <summary>
/// Reads one attribute of a definition from its syntax alone: literals, names of enumerations, the edge <c>Image</c>, and lists of these. What
/// the attribute takes is asked of its class. Nothing is evaluated, so that reading can neither run nor take longer than the text.
/// </summary>
/// <param name="refuse">Receives every place that cannot be read, and why.</param>
internal sealed class AttributeReader(Action<SyntaxNode, string> refuse)
{
    private const string Ending = nameof(Attribute), Home = "Freeze.Definition";

    private static readonly ReadOnlyDictionary<string, Type> s_kinds = typeof(FrozenModelAttribute).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == Home && type.IsSubclassOf(typeof(Attribute)) && !type.IsAbstract)
        .SelectMany(type => new[] { (type.Name, type), (Name: type.Name[..^Ending.Length], type) })
        .ToDictionary(pair => pair.Name, pair => pair.type).AsReadOnly();

    private readonly HashSet<Type> _seen = [];

    /// <summary>Whether an attribute's name is that of the one that marks a model.</summary>
    public static bool MarksModel(AttributeSyntax attribute) => KindOf(attribute.Name) == typeof(FrozenModelAttribute);

    /// <summary>Reads an attribute; null when it is refused.</summary>
    public AttributeStatement? Read(AttributeSyntax attribute)
    {
        if (KindOf(attribute.Name) is not { } kind)
        {
            refuse(attribute, $"an attribute that is none of Freeze's, {DefinitionReader.Shown(attribute.Name)}");
            return null;
        }

        if (!_seen.Add(kind) && !kind.GetCustomAttribute<AttributeUsageAttribute>()!.AllowMultiple) refuse(attribute, $"a second [{Short(kind)}]");
        var parameters = kind.GetConstructors().Single().GetParameters();
        var (positional, given) = (new object?[parameters.Length], new bool[parameters.Length]);
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        var rest = new List<object?>();
        var next = 0;
        foreach (var argument in attribute.ArgumentList?.Arguments ?? default)
        {
            var value = argument.Expression;
            if (argument.NameEquals is { } property)
            {
                var name = property.Name.Identifier.ValueText;
                if (kind.GetProperty(name) is not { CanWrite: true } found) refuse(argument, $"[{Short(kind)}] has no {DefinitionReader.Shown(name)}");
                else if (!named.TryAdd(name, Value(value, found.PropertyType))) refuse(argument, $"{name} is given twice");
                continue;
            }

            var index = argument.NameColon is { } colon
                ? Array.FindIndex(parameters, parameter => parameter.Name == colon.Name.Identifier.ValueText) : next++;
            var last = parameters[^1];
            if (argument.NameColon is null && index >= parameters.Length - 1 && IsList(last)
                && !(index == parameters.Length - 1 && Items(value) is not null))
            {
                rest.Add(Value(value, last.ParameterType.GetElementType()!) ?? Refused(value, $"{last.Name} must not be null"));
                given[^1] = true;
            }
            else if (index < 0 || index >= parameters.Length || given[index] || named.Count > 0)
                refuse(argument, $"[{Short(kind)}] takes {string.Join(", ", parameters.Select(parameter => parameter.Name))}, then properties by name");
            else
            {
                positional[index] = Value(value, parameters[index].ParameterType);
                given[index] = true;
            }
        }

        if (rest.Count > 0) positional[^1] = positional[^1] is null ? rest.ToArray() : Refused(attribute, $"[{Short(kind)}] takes one list");
        for (var i = 0; i < parameters.Length; i++)
            if (!given[i] && !IsList(parameters[i])) refuse(attribute, $"[{Short(kind)}] has no {parameters[i].Name}");
        return new(kind.Name, new(positional, named), LocationInfo.From(attribute.GetLocation()));
    }

    private object? Value(ExpressionSyntax expression, Type type)
    {
        while (expression is ParenthesizedExpressionSyntax inner) expression = inner.Expression;
        if (type.IsArray)
        {
            if (expression.IsKind(SyntaxKind.NullLiteralExpression)) return null;
            if (Items(expression) is not { } items) return Refused(expression, $"{DefinitionReader.Shown(expression)} is no list such as [1, 2]");
            return items.Select(item => Value(item, type.GetElementType()!)).ToArray();
        }

        if (type.IsEnum) return Enumerated(expression, type);
        if (type == typeof(string)) return Text(expression);
        if (type == typeof(bool))
        {
            return expression.Kind() switch
            {
                SyntaxKind.TrueLiteralExpression => true,
                SyntaxKind.FalseLiteralExpression => false,
                _ => Refused(expression, $"{DefinitionReader.Shown(expression)} is neither true nor false"),
            };
        }

        var negative = expression.IsKind(SyntaxKind.UnaryMinusExpression);
        var operand = negative || expression.IsKind(SyntaxKind.UnaryPlusExpression) ? ((PrefixUnaryExpressionSyntax)expression).Operand : expression;
        return type == typeof(int) ? Whole(expression, operand, negative) : Real(expression, operand, negative);
    }

    private object? Whole(ExpressionSyntax expression, ExpressionSyntax operand, bool negative) => Number(operand) switch
    {
        int value => negative ? -value : value,
        2147483648u when negative => int.MinValue,
        _ => Refused(expression, $"{DefinitionReader.Shown(expression)} is no whole number below {int.MaxValue}"),
    };

    private object? Real(ExpressionSyntax expression, ExpressionSyntax operand, bool negative)
    {
        float? value = Number(operand) switch
        {
            float number => number,
            int number => number,
            uint number => number,
            long number => number,
            ulong number => number,
            _ => Names(operand) switch
            {
                ["float", nameof(float.NaN)] => float.NaN,
                ["float", nameof(float.PositiveInfinity)] => float.PositiveInfinity,
                ["float", nameof(float.NegativeInfinity)] => float.NegativeInfinity,
                _ => null,
            },
        };
        return value is { } found ? negative ? -found : found
            : Refused(expression, $"{DefinitionReader.Shown(expression)} is no number such as 0.5f");
    }

    private object? Text(ExpressionSyntax expression)
    {
        if (expression.IsKind(SyntaxKind.NullLiteralExpression)) return null;
        if (expression.IsKind(SyntaxKind.StringLiteralExpression)) return ((LiteralExpressionSyntax)expression).Token.Value;
        return Names(expression) is ["Image"] or ["Edge", "Image"] or ["Freeze", "Definition", "Edge", "Image"] ? Edge.Image
            : Refused(expression, $"{DefinitionReader.Shown(expression)} is no text in quotes, and not Image");
    }

    private object? Enumerated(ExpressionSyntax expression, Type type)
    {
        var names = Names(expression);
        if (names is [.. var before, var kind, var value] && kind == type.Name && before is [] or ["Freeze"] && Enum.GetNames(type).Contains(value))
            return (int)Enum.Parse(type, value);
        return Refused(expression, $"{DefinitionReader.Shown(expression)} is none of {string.Join(", ", Enum.GetNames(type).Select(name => $"{type.Name}.{name}"))}");
    }

    private object? Refused(SyntaxNode node, string why)
    {
        refuse(node, why);
        return null;
    }

    private static object? Number(ExpressionSyntax expression) =>
        expression.IsKind(SyntaxKind.NumericLiteralExpression) ? ((LiteralExpressionSyntax)expression).Token.Value : null;

    // [1, 2], new[] { 1, 2 } or new int[] { 1, 2 }.
    private static IReadOnlyList<ExpressionSyntax>? Items(ExpressionSyntax expression) => expression switch
    {
        CollectionExpressionSyntax list when list.Elements.All(element => element is ExpressionElementSyntax) =>
            [.. list.Elements.Select(element => ((ExpressionElementSyntax)element).Expression)],
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        ArrayCreationExpressionSyntax { Initializer: { } values, Type: { ElementType: PredefinedTypeSyntax, RankSpecifiers: [{ Sizes: [OmittedArraySizeExpressionSyntax] }] } } =>
            values.Expressions,
        _ => null,
    };

    private static Type? KindOf(NameSyntax name)
    {
        var names = Names(name);
        if (names is ["Freeze", "Definition", var full]) names = [full];
        return names is [var simple] ? s_kinds.GetValueOrDefault(simple) : null;
    }

    /// <summary>Names with dots between them, after global:: or not; empty for anything else.</summary>
    public static string[] Names(ExpressionSyntax expression)
    {
        var names = new Stack<string>();
        while (true)
        {
            switch (expression)
            {
                case MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression, Name: IdentifierNameSyntax member } access:
                    names.Push(member.Identifier.ValueText);
                    expression = access.Expression;
                    break;
                case QualifiedNameSyntax { Right: IdentifierNameSyntax right } qualified:
                    names.Push(right.Identifier.ValueText);
                    expression = qualified.Left;
                    break;
                case AliasQualifiedNameSyntax { Name: IdentifierNameSyntax first } alias when alias.Alias.Identifier.IsKind(SyntaxKind.GlobalKeyword):
                    names.Push(first.Identifier.ValueText);
                    return [.. names];
                case IdentifierNameSyntax simple:
                    names.Push(simple.Identifier.ValueText);
                    return [.. names];
                case PredefinedTypeSyntax type:
                    names.Push(type.Keyword.ValueText);
                    return [.. names];
                default:
                    return [];
            }
        }
    }

    private static bool IsList(ParameterInfo parameter) => parameter.IsDefined(typeof(ParamArrayAttribute));

    private static string Short(Type kind) => kind.Name[..^Ending.Length];
}
