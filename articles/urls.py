"""Every address of the archive. They are permanent (DESIGN.md section 6)."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import path, register_converter

from articles import feeds, sitemaps
from articles.api import api
from articles.views import (
    about,
    accounts,
    article,
    calendar,
    citing,
    comparing,
    differences,
    exports,
    filed,
    front,
    offline,
    outlets,
    pictures,
    relations,
    searching,
    selections,
)
from articles.views.dates import FourDigits, TwoDigits

register_converter(FourDigits, "yyyy")
register_converter(TwoDigits, "nn")
register_converter(filed.NameInAddress, "name")

urlpatterns = [
    path("", front.home, name="home"),
    path("archive/", calendar.archive, name="archive"),
    path("archive/undated/", calendar.undated, name="undated"),
    path("archive/<yyyy:year>/", calendar.year, name="year"),
    path("archive/<yyyy:year>/<nn:month>/", calendar.month, name="month"),
    path("archive/<yyyy:year>/<nn:month>/<nn:day>/", calendar.day, name="day"),
    path("archive/<yyyy:year>/<nn:month>/<nn:day>/feed/", feeds.day_feed, name="day_feed"),
    path("sources/", outlets.sources, name="sources"),
    path("sources/<slug:slug>/", outlets.source, name="source"),
    path("sources/<slug:slug>/feed/", feeds.source_feed, name="source_feed"),
    path("sources/<slug:slug>/sections/<name:name>/", filed.section, name="section"),
    path("sources/<slug:slug>/sections/<name:name>/feed/", feeds.section_feed, name="section_feed"),
    path("sources/<slug:slug>/changed/", relations.changed, name="source_changed"),
    path("articles/<slug:public_id>/", article.article, name="article"),
    path("articles/<slug:public_id>/cite.<slug:kind>", citing.cite, name="cite"),
    path("articles/<slug:public_id>/original/<slug:sha256>/", article.original, name="original"),
    path("articles/<slug:public_id>/versions/<slug:old>..<slug:new>/", differences.difference, name="difference"),
    path("articles/<slug:public_id>/story/", relations.story, name="story"),
    path("articles/<slug:public_id>/offline.html", offline.offline, name="offline"),
    path("articles/<slug:public_id>/linking/", relations.linking, name="linking"),
    path("tags/", filed.tags, name="tags"),
    path("tags/<name:name>/", filed.tag, name="tag"),
    path("tags/<name:name>/feed/", feeds.tag_feed, name="tag_feed"),
    path("changed/", relations.changed, name="changed"),
    path("search/", searching.search, name="search"),
    path("search/export.<slug:kind>", exports.export, name="search_export"),
    path("search/feed/", feeds.search_feed, name="search_feed"),
    path("selection/", selections.selection, name="selection"),
    path("search/help/", searching.search_help, name="search_help"),
    path("compare/", comparing.compare, name="compare"),
    path("compare/data.<slug:kind>", comparing.data, name="compare_data"),
    path("opensearch.xml", searching.opensearch, name="opensearch"),
    path("pictures/", pictures.pictures, name="pictures"),
    path("pictures/<slug:sha256>/", pictures.picture, name="picture"),
    path("pictures/<slug:sha256>/<int:width>/", pictures.thumbnail, name="thumbnail"),
    path("pictures/<slug:sha256>/articles/", pictures.photograph, name="photograph"),
    path("about/", about.about, name="about"),
    path("feed/", feeds.archive_feed, name="feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": sitemaps.SITEMAPS}, name="sitemap_section"),
    path("robots.txt", about.robots, name="robots"),
    path("api/", api.urls),
    path("account/", accounts.account, name="account"),
    path("account/login/", accounts.LogIn.as_view(), name="login"),
    path("account/logout/", accounts.log_out, name="log_out"),
    path("account/password/", accounts.ChangePassword.as_view(), name="password"),
    # One way in and one way out: the admin's own pages know of no limit to wrong passwords, and leave the browser as it is.
    path("admin/login/", accounts.LogIn.as_view()),
    path("admin/logout/", accounts.log_out),
    path("admin/", admin.site.urls),
]
