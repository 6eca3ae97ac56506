using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Freeze.Storage;

namespace Freeze.Calibration.Reporting;

/// <summary>
/// HTML as it grows. What stands in an interpolated string's holes is encoded, so that no name from a file can become markup; the rest of the string
/// is markup.
/// </summary>
internal sealed class Page
{
    // A sentence that quotes several names.
    private const int MostOfText = 600;

    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();

    /// <summary>Adds markup with encoded holes.</summary>
    public Page Add([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Adds markup that holds nothing from outside.</summary>
    public Page AddMarkup(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Adds a text that may be longer than a name.</summary>
    public Page AddText(string text)
    {
        _html.Append(s_encoder.Encode(HostileText.PrintableText(text, MostOfText)));
        return this;
    }

    /// <summary>The page.</summary>
    public override string ToString() => _html.ToString();

    /// <summary>Appends literals as they are and encodes values.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly StringBuilder _html;

        public Markup(int literalLength, int formattedCount, Page page)
        {
            _ = formattedCount;
            _html = page._html;
            _html.EnsureCapacity(_html.Length + literalLength);
        }

        public void AppendLiteral(string value) => _html.Append(value);

        // Control and direction marks have no place in a page either, and a zero is not allowed in HTML at all.
        public void AppendFormatted(string? value) => _html.Append(s_encoder.Encode(HostileText.Printable(value ?? "")));

        public void AppendFormatted(int value) => _html.Append(value.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double value) => _html.Append(value.ToString("0.##", CultureInfo.InvariantCulture));
    }
}
