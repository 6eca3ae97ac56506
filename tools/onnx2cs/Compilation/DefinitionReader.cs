using Freeze.Generators;
using Freeze.Generators.Specs;
using Freeze.Storage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Freeze.Onnx2Cs.Compilation;

/// <summary>
/// Reads a definition from a model folder as syntax. A model folder comes from anywhere, and what a compiler makes of its text would run in the
/// command that opens it: a module initialiser before anything else. So only the attributes are read; the model that they say is printed anew,
/// and that is compiled.
/// </summary>
internal sealed class DefinitionReader
{
    private const int MostProblems = 20;

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest, DocumentationMode.None);

    private readonly List<string> _foreign = [];
    private readonly string _path;
    private readonly CompilationUnitSyntax _unit;

    private DefinitionReader(string text, string path)
    {
        if (SourceScan.Problem(text) is var (line, what)) throw Refused(path, [FormattableString.Invariant($"{path}({line},1): {what}")]);
        _path = path;
        _unit = CSharpSyntaxTree.ParseText(text, s_options, path).GetCompilationUnitRoot();
    }

    /// <summary>Reads a definition.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="path">What errors call it.</param>
    /// <returns>The model, and where its class stands.</returns>
    /// <exception cref="FreezeException">It holds something else than a definition, or one with errors; each is named with its place.</exception>
    public static (ModelSpec Spec, LocationInfo Place) Read(string text, string path)
    {
        var (spec, problems, place) = new DefinitionReader(text, path).Parse();
        string[] errors = [.. problems.Where(placed => !placed.Problem.IsWarning).Take(MostProblems).Select(placed =>
            $"{Position(placed.Location ?? place)}: error {placed.Problem.Id}: {placed.Problem.Message}")];
        return errors.Length == 0 ? (spec, place) : throw DoesNotCompile(path, errors);
    }

    /// <summary>Reads a definition whose model may be wrong, with what is wrong.</summary>
    internal static (ModelSpec Spec, EquatableArray<PlacedProblem> Problems, LocationInfo Place) Parse(string text) =>
        new DefinitionReader(text, "").Parse();

    /// <summary>Whether a class in a text is marked as a model, or the text cannot be parsed to find out and names the attribute.</summary>
    public static bool HasModel(string text) =>
        (text.Contains("FrozenModel(", StringComparison.Ordinal) || text.Contains("FrozenModelAttribute(", StringComparison.Ordinal))
        && (SourceScan.Problem(text) is not null || CSharpSyntaxTree.ParseText(text, s_options).GetRoot()
            .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax or AttributeListSyntax)
            .OfType<AttributeSyntax>().Any(AttributeReader.MarksModel));

    /// <summary>
    /// Where a text adds attributes to a class of a name, such as <c>X.cs(3,1)</c>: in a project they would belong to the model. Null where it
    /// does not.
    /// </summary>
    public static string? OtherPart(string text, string path, string className) =>
        !text.Contains("partial class", StringComparison.Ordinal) || !text.Contains(className, StringComparison.Ordinal) || SourceScan.Problem(text) is not null
        ? null : CSharpSyntaxTree.ParseText(text, s_options, path).GetRoot()
            .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<ClassDeclarationSyntax>()
            .Where(type => type.Identifier.ValueText == className && type.AttributeLists.Count > 0).Select(Position).FirstOrDefault();

    /// <summary>A piece of the file for a message: short, on one line.</summary>
    public static string Shown(SyntaxNode node) => Shown(node.ToString());

    /// <inheritdoc cref="Shown(SyntaxNode)"/>
    public static string Shown(string text) => $"'{HostileText.PrintableText(text, 60)}'";

    private (ModelSpec Spec, EquatableArray<PlacedProblem> Problems, LocationInfo Place) Parse()
    {
        var errors = _unit.SyntaxTree.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error)
            .Take(MostProblems).Select(found => $"{Position(found.Location)}: error {found.Id}: {found.GetMessage(null)}").ToArray();
        if (errors.Length > 0) throw DoesNotCompile(_path, errors);
        var model = FindModel();
        if (model is null) Refuse(_unit, "no class with [FrozenModel] that stands by itself");
        var attributes = new List<AttributeStatement>();
        if (model is not null) ReadClass(model, attributes);
        if (_foreign.Count > 0) throw Refused(_path, _foreign);
        var place = LocationInfo.From(model!.Identifier.GetLocation())!;
        var space = string.Join('.', model.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().SelectMany(outer => AttributeReader.Names(outer.Name)));
        var (spec, problems) = DefinitionParser.Read(space, model.Identifier.ValueText, attributes, place, []);
        return (spec, problems, place);
    }

    private static FreezeException Refused(string path, IEnumerable<string> places) => new(
        $"'{path}' is more than a definition, or says what cannot be read without compiling it:{Lines(places)}{Environment.NewLine}"
        + "Commands read the attributes of one class and run no code of a model folder. Remove the rest; or, if you know the file, give "
        + "--trust: it is then compiled as it is, and its code runs.");

    /// <summary>The error for a definition with errors.</summary>
    public static FreezeException DoesNotCompile(string path, IEnumerable<string> errors) => new($"'{path}' does not compile:{Lines(errors)}");

    /// <summary>A place as compilers write it.</summary>
    public static string Position(LocationInfo place) =>
        FormattableString.Invariant($"{place.Path}({place.Lines.Start.Line + 1},{place.Lines.Start.Character + 1})");

    // The class of the model; everything beside it is refused.
    private ClassDeclarationSyntax? FindModel()
    {
        if (_unit.ContainsDirectives)
        {
            foreach (var trivia in _unit.DescendantTrivia().Where(trivia => trivia.IsDirective && !IsHarmless(trivia)))
                Refuse(trivia.GetLocation(), $"a directive, {Shown(trivia.ToString().Trim())}");
        }

        foreach (var alias in _unit.Externs) Refuse(alias, "an extern alias");
        foreach (var list in _unit.AttributeLists) Refuse(list, $"an attribute of the {(list.Target?.Identifier.ValueText ?? "file")}");
        ClassDeclarationSyntax? model = null;
        var ahead = new Stack<MemberDeclarationSyntax>(_unit.Members.Reverse());
        Directives(_unit.Usings);
        while (ahead.TryPop(out var next))
        {
            switch (next)
            {
                case BaseNamespaceDeclarationSyntax space when AttributeReader.Names(space.Name).Length > 0 && space.Externs.Count == 0:
                    Directives(space.Usings);
                    foreach (var member in space.Members.Reverse()) ahead.Push(member);
                    break;
                case ClassDeclarationSyntax type when model is null && type.AttributeLists.SelectMany(list => list.Attributes).Any(AttributeReader.MarksModel):
                    model = type;
                    break;
                default:
                    Refuse(next, Described(next));
                    break;
            }
        }

        return model;

        void Directives(SyntaxList<UsingDirectiveSyntax> directives)
        {
            foreach (var directive in directives.Where(directive => directive.Alias is not null || directive.NamespaceOrType is not NameSyntax))
                Refuse(directive, $"an alias, {Shown(directive)}");
        }
    }

    private void ReadClass(ClassDeclarationSyntax model, List<AttributeStatement> attributes)
    {
        var name = Shown(model.Identifier.ValueText);
        if (!model.Modifiers.Any(SyntaxKind.PartialKeyword)) Refuse(model.Identifier.GetLocation(), $"class {name} must be partial");
        if (model.BaseList?.Types is not [SimpleBaseTypeSyntax { Type: NameSyntax type }]
            || AttributeReader.Names(type) is not (["FrozenModel"] or ["Freeze", "FrozenModel"]))
            Refuse(model.Identifier.GetLocation(), $"class {name} must derive from FrozenModel, and from nothing else");
        foreach (var modifier in model.Modifiers.Where(modifier => modifier.Kind() is not (
            SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.SealedKeyword or SyntaxKind.PartialKeyword)))
            Refuse(modifier.GetLocation(), $"class {name} must not be {modifier.ValueText}");
        if (model.TypeParameterList is { } generic) Refuse(generic, $"class {name} must not be generic");
        if (model.ParameterList is { } parameters) Refuse(parameters, $"a constructor of {name}");
        foreach (var member in model.Members)
        {
            // The first half of a partial method has nothing that could run.
            if (member is MethodDeclarationSyntax { Body: null, ExpressionBody: null, AttributeLists.Count: 0 } method
                && method.Modifiers.Any(SyntaxKind.PartialKeyword)) continue;
            Refuse(member, $"{Described(member)} in class {name}");
        }

        var reader = new AttributeReader(Refuse);
        foreach (var list in model.AttributeLists)
        {
            if (list.Target is { } target && target.Identifier.ValueText != "type") Refuse(list, $"an attribute of the {target.Identifier.ValueText}");
            else attributes.AddRange(list.Attributes.Select(reader.Read).OfType<AttributeStatement>());
        }
    }

    // What changes neither the text that follows nor its places.
    private static bool IsHarmless(SyntaxTrivia directive) => directive.Kind() is SyntaxKind.PragmaWarningDirectiveTrivia
        or SyntaxKind.NullableDirectiveTrivia or SyntaxKind.RegionDirectiveTrivia or SyntaxKind.EndRegionDirectiveTrivia;

    private static string Described(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax type => $"the {type.Keyword.ValueText} {Shown(type.Identifier.ValueText)}",
        BaseTypeDeclarationSyntax type => $"the type {Shown(type.Identifier.ValueText)}",
        DelegateDeclarationSyntax type => $"the delegate {Shown(type.Identifier.ValueText)}",
        MethodDeclarationSyntax method => $"the method {Shown(method.Identifier.ValueText)}",
        ConstructorDeclarationSyntax => "a constructor",
        PropertyDeclarationSyntax property => $"the property {Shown(property.Identifier.ValueText)}",
        BaseFieldDeclarationSyntax field => $"the field {Shown(string.Join(", ", field.Declaration.Variables.Select(variable => variable.Identifier.ValueText)))}",
        GlobalStatementSyntax statement => $"a statement, {Shown(statement)}",
        _ => $"code, {Shown(member)}",
    };

    private void Refuse(SyntaxNode node, string what) => Refuse(
        node is TypeDeclarationSyntax type ? type.Identifier.GetLocation() : node.GetLocation(), what);

    private void Refuse(Location place, string what)
    {
        if (_foreign.Count < MostProblems) _foreign.Add($"{Position(place)}: {what}");
    }

    private static string Position(SyntaxNode node) => Position(node.GetLocation());

    private static string Position(Location location) => Position(LocationInfo.From(location)!);

    private static string Lines(IEnumerable<string> items) => string.Concat(items.Select(item => $"{Environment.NewLine}  {item}"));
}
