using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Freeze.Samples.Quickstart;
using Freeze.Samples.Service;

namespace Freeze.Hosting.Tests.Service;

/// <summary>The live page in a real browser: what moves in the service moves on the page.</summary>
public sealed class LivePageTests
{
    // A folder in which the picture of the page is kept; none by default.
    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("FREEZE_PICTURES");

    [SkippableFact]
    public async Task It_shows_what_the_service_does()
    {
        Skip.IfNot(File.Exists("/usr/bin/chromium"), "needs Chromium: apt-get install chromium");
        await using var service = await RunningService.StartAsync();
        using var load = new Faults.Load(service, workers: 2);
        using var browser = await Browser.OpenAsync(service.Address);
        await browser.UntilAsync("document.getElementById('state').className === 'on' && rates.filter(r => r > 0).length > 2");
        Assert.Equal("conveyor", await browser.TextAsync("document.getElementById('model').textContent"));
        Assert.Equal("9", await browser.TextAsync("String(document.getElementById('exits').rows.length)"));
        Assert.Matches(@"^\d+\.\d+ %$", await browser.TextAsync("document.getElementById('saved').textContent"));
        Assert.Contains("certificate: at most 0.4 % differ", await browser.TextAsync("document.getElementById('promises').textContent"), StringComparison.Ordinal);
        Assert.Equal("0", await browser.TextAsync("String(failures.length)"));
        Assert.True(await load.StopAsync() > 0);
        await service.StopAsync();
        await browser.UntilAsync("document.getElementById('state').textContent === 'no connection'");
    }

    /// <summary>
    /// On a desktop and a phone, light and dark, connecting, idle, busy with images and streams of two models, and cut off: nothing is wider than the
    /// screen, and no label of an axis is cut.
    /// </summary>
    [SkippableTheory]
    [InlineData(1280, 800, "light")]
    [InlineData(1280, 800, "dark")]
    [InlineData(390, 844, "light")]
    [InlineData(390, 844, "dark")]
    public async Task It_fits_every_screen(int width, int height, string scheme)
    {
        Skip.IfNot(File.Exists("/usr/bin/chromium"), "needs Chromium: apt-get install chromium");
        using var tiny = new TinyFolder();
        await using var service = await RunningService.StartAsync(
            services => services.AddModel<Conveyor>().AddModel<Tiny>("Second"), "--Second:Folder", tiny.Path, "--Freeze:AuditShare", "0.1");
        using (var waiting = await Browser.OpenAsync(service.Address, width, height, scheme, "EventSource = class {};"))
        {
            await waiting.UntilAsync("document.getElementById('state').textContent === 'connecting' && document.readyState === 'complete'");
            Assert.Equal("–", await waiting.TextAsync("document.getElementById('rate').textContent"));
            await LookAsync(waiting, "connecting");
        }

        using var browser = await Browser.OpenAsync(service.Address, width, height, scheme);
        await browser.UntilAsync("document.getElementById('batch').textContent === 'idle'");
        Assert.Equal("–", await browser.TextAsync("document.getElementById('p99').textContent"));
        Assert.Equal("2", await browser.TextAsync("String(document.getElementById('models').children.length)"));
        await LookAsync(browser, "idle");

        for (var i = 0; i < 300; i++)
        {
            await service.PostRawAsync(i % Frames.Count, $"camera {i % 5}");
            await service.PostRawAsync(i % Frames.Count);
        }

        await browser.UntilAsync("document.getElementById('promises').children.length === 2 && rates.filter(r => r > 0).length > 0");
        Assert.Contains("no certificate; their own audits keep it to 0.4 %", await browser.TextAsync("document.getElementById('promises').textContent"), StringComparison.Ordinal);
        await LookAsync(browser, "busy");
        Assert.Equal("0", await browser.TextAsync("String(failures.length)"));
        await service.StopAsync();
        await browser.UntilAsync("document.getElementById('state').textContent === 'no connection'");
        await LookAsync(browser, "lost");

        async Task LookAsync(Browser page, string state)
        {
            if (s_pictures is not null)
                await File.WriteAllBytesAsync(Path.Combine(s_pictures, $"{(width > 500 ? "desktop" : "phone")}-{scheme}-{state}.png"), await page.PictureAsync());
            Assert.Equal("true", await page.TextAsync("String(document.documentElement.scrollWidth <= innerWidth)"));

            // Whatever a label says: it begins inside the picture.
            Assert.Equal("true", await page.TextAsync("String(plots.every(p => p.least >= 0))"));
        }
    }

    /// <summary>Headless Chromium, driven over its debugging protocol.</summary>
    private sealed class Browser : IDisposable
    {
        private readonly Process _process;
        private readonly string _profile;
        private readonly ClientWebSocket _socket = new();
        private int _id;

        // Where each label that a canvas draws begins.
        private const string Watch = """
            var plots = [];
            (write => CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
              const width = this.measureText(text).width;
              plots.push({ text, least: this.textAlign === 'right' ? x - width : this.textAlign === 'center' ? x - width / 2 : x });
              write.call(this, text, x, y);
            })(CanvasRenderingContext2D.prototype.fillText);
            """;

        private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

        public static async Task<Browser> OpenAsync(Uri page, int width = 1120, int height = 860, string scheme = "light", string script = "")
        {
            var profile = Directory.CreateTempSubdirectory("freeze-browser-").FullName;
            var info = new ProcessStartInfo("/usr/bin/chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--hide-scrollbars", "--window-size=1120,860", $"--user-data-dir={profile}", "about:blank"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            var browser = new Browser(Process.Start(info)!, profile);
            var portFile = Path.Combine(profile, "DevToolsActivePort");
            for (var i = 0; i < 300 && !(File.Exists(portFile) && File.ReadAllLines(portFile).Length > 1); i++) await Task.Delay(100);
            var port = File.ReadAllLines(portFile)[0];
            using var client = new HttpClient();
            var pages = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json")))!.AsArray();
            var target = pages.First(entry => (string?)entry!["type"] == "page")!;
            await browser._socket.ConnectAsync(new Uri((string)target["webSocketDebuggerUrl"]!), default);
            await browser.CallAsync("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = "var failures = []; addEventListener('error', e => failures.push(e.message));" + Watch + script });
            await browser.CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 2, ["mobile"] = width < 500 });
            await browser.CallAsync("Emulation.setEmulatedMedia", new JsonObject
            {
                ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
            });
            await browser.CallAsync("Page.enable", []);
            await browser.CallAsync("Page.navigate", new JsonObject { ["url"] = page.ToString() });
            return browser;
        }

        public async Task UntilAsync(string condition)
        {
            for (var i = 0; i < 200; i++)
            {
                if (await TextAsync($"(() => {{ try {{ return String({condition}); }} catch {{ return 'no'; }} }})()") == "true") return;
                await Task.Delay(100);
            }

            Assert.Fail($"the page never reached: {condition}");
        }

        public async Task<string> TextAsync(string expression) =>
            (string?)(await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression }))["result"]!["value"] ?? "";

        public async Task<byte[]> PictureAsync() => Convert.FromBase64String((string)(await CallAsync("Page.captureScreenshot", new JsonObject { ["captureBeyondViewport"] = true }))["data"]!);

        public void Dispose()
        {
            _socket.Dispose();
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
            Directory.Delete(_profile, recursive: true);
        }

        private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
        {
            var id = ++_id;
            var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, limit.Token);
            while (true)
            {
                using var text = new MemoryStream();
                var buffer = new byte[1 << 16];
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
                    text.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                var answer = JsonNode.Parse(text.ToArray())!;
                if ((int?)answer["id"] == id) return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
            }
        }
    }
}
