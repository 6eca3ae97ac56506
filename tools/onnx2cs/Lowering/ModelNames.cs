using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Names for models that the user did not name.</summary>
public static class ModelNames
{
    /// <summary>The file's name, or its folder's for a file called "model", reduced to letters, digits and dashes.</summary>
    public static string FromPath(string path)
    {
        var full = Path.GetFullPath(path);
        var file = Path.GetFileNameWithoutExtension(full);
        if (file.Equals("model", StringComparison.OrdinalIgnoreCase) && Path.GetFileName(Path.GetDirectoryName(full)) is { Length: > 0 } folder)
            file = folder;
        var name = new StringBuilder();
        foreach (var c in file)
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '_') name.Append(char.ToLowerInvariant(c));
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }
        var text = name.ToString().Trim('-');
        return text.Length > 0 ? text : "model";
    }

    /// <summary>Whether a name is an identifier and no keyword.</summary>
    public static bool IsIdentifier(string name) =>
        SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;

    /// <summary>Whether a name can stand in a file's name on every system.</summary>
    public static bool IsFileName(string name) =>
        name.Length <= 100 && !name.StartsWith('.') && !name.EndsWith('.') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>"resnet18-cifar10" becomes "Resnet18Cifar10".</summary>
    public static string ToClassName(string name)
    {
        var text = new StringBuilder();
        var start = true;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                start = true;
                continue;
            }
            text.Append(start ? char.ToUpperInvariant(c) : c);
            start = false;
        }
        if (text.Length == 0) return "Model";
        if (char.IsAsciiDigit(text[0])) return "Model" + text;

        // Members that every model has: a class cannot be called as one of its members is.
        return text.ToString() is "Load" or "Plan" or "Forward" ? text + "Model" : text.ToString();
    }
}
