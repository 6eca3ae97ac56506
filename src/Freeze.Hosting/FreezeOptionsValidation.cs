using Microsoft.Extensions.Options;

namespace Freeze.Hosting;

/// <summary>Says all that is wrong with the options at once, with the setting's name and what it takes.</summary>
internal sealed class FreezeOptionsValidation : IValidateOptions<FreezeOptions>
{
    public ValidateOptionsResult Validate(string? name, FreezeOptions options)
    {
        var problems = new List<string>(options.UnknownSettings);
        if (string.IsNullOrWhiteSpace(options.Folder)) problems.Add("Folder is empty; give the folder that onnx2cs convert wrote.");
        else if (!Directory.Exists(options.FullFolder))
            problems.Add($"Folder '{options.FullFolder}' does not exist; give the folder that onnx2cs convert wrote.");
        Range(nameof(options.Workers), options.Workers, 0, 1024);
        Range(nameof(options.Threads), options.Threads, 0, 1024);
        Range(nameof(options.MaxBatch), options.MaxBatch, 1, 32);
        Range(nameof(options.QueueLength), options.QueueLength, 1, 1_000_000);
        Range(nameof(options.MaxStreams), options.MaxStreams, 1, 1_000_000);
        Span(nameof(options.BatchDelay), options.BatchDelay, TimeSpan.FromSeconds(10));
        Span(nameof(options.ReloadDelay), options.ReloadDelay, TimeSpan.FromHours(1));
        if (options.StreamTimeout <= TimeSpan.Zero) problems.Add($"StreamTimeout is {options.StreamTimeout}; it takes more than 00:00:00.");
        Share(nameof(options.AuditShare), options.AuditShare);
        Share(nameof(options.StreamAuditShare), options.StreamAuditShare);
        if (options.Risk is { } risk && !(risk > 0 && risk < 1))
            problems.Add(FormattableString.Invariant(
                $"Risk is {risk}; it takes more than 0 and less than 1, such as 0.01, or nothing for the certificate's."));
        if (options.Device.Length > 0 && DeviceProblem(options.Device) is { } problem) problems.Add(problem);
        if (options.OnlineRefit) Refit(options.Refit);
        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"Freeze ({name}): {problem}"));

        void Range(string setting, int value, int least, int most)
        {
            if (value < least || value > most) problems.Add($"{setting} is {value}; it takes {least} to {most}.");
        }

        void Share(string setting, double value)
        {
            if (value is not (>= 0 and <= 1)) problems.Add(FormattableString.Invariant($"{setting} is {value}; it takes 0 to 1."));
        }

        void Refit(RefitOptions refit)
        {
            if (options.AuditShare == 0)
                problems.Add("OnlineRefit learns from audited requests, but AuditShare is 0; give it such as 0.02, or leave OnlineRefit off.");
            if (!options.UseCaches) problems.Add("OnlineRefit replaces caches, but UseCaches is off; switch it on, or leave OnlineRefit off.");
            if (options.Device.Length > 0 && !options.Device.Equals("cpu", StringComparison.OrdinalIgnoreCase))
                problems.Add($"OnlineRefit runs on the CPU, but Device is '{options.Device}'; give Device cpu, or leave OnlineRefit off.");
            Range("Refit:Requests", refit.Requests, 100, 1_000_000);
            Range("Refit:HiddenUnits", refit.HiddenUnits, 0, 4096);
            if (refit.HiddenUnits % 16 != 0) problems.Add($"Refit:HiddenUnits is {refit.HiddenUnits}; it takes a multiple of 16, or 0.");
            Range("Refit:Epochs", refit.Epochs, 1, 1_000_000);
            Range("Refit:Patience", refit.Patience, 1, 1_000_000);
        }

        static string? DeviceProblem(string device)
        {
            try
            {
                _ = Freeze.Device.Find(device);
                return null;
            }
            catch (FreezeException error)
            {
                return error.Message;
            }
        }

        void Span(string setting, TimeSpan value, TimeSpan most)
        {
            if (value < TimeSpan.Zero || value > most) problems.Add($"{setting} is {value}; it takes 00:00:00 to {most}.");
        }
    }
}
