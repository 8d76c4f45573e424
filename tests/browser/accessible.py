"""What axe, the checker of accessibility, says of a page."""


def violations(page, within: str | None = None) -> list[str]:
    """One sentence for each thing that axe finds wrong, with the elements concerned."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=within)
    return [
        f"{one['id']}: {one['help']} ({', '.join(str(node['target']) for node in one['nodes'])})"
        for one in found.response["violations"]
    ]
